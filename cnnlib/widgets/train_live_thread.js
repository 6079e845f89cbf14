/** TrainLive's worker as the page sees it: started from its source, ended whole. */

export class TrainThread {
  /**
   * @param {string} source  modules put end to end, without imports and exports: a page from disk, whose blobs have
   *   no origin, may start a classic worker but no module
   * @param {(message: object) => void} hear  gets what the worker posts
   * @param {(words: string) => void} fail  gets what broke it
   */
  constructor(source, hear, fail) {
    this.url = URL.createObjectURL(new Blob(['"use strict";\n', source], { type: "text/javascript" }));
    try {
      this.worker = new Worker(this.url);
    } catch (error) {
      fail(`The browser starts no worker here: ${error.message}`);
      return;
    }
    this.worker.onmessage = ({ data }) => hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      fail(`The training cannot go on: ${event.message ?? "the browser refused the worker"}.`);
    };
  }

  post(message) {
    this.worker?.postMessage(message);
  }

  /** Nothing of it is heard afterwards, not even what it has posted already. */
  end() {
    if (this.worker) this.worker.onmessage = this.worker.onerror = null;
    this.worker?.terminate();
    URL.revokeObjectURL(this.url);
  }
}
