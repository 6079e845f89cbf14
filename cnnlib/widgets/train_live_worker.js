/** TrainLive's worker: a session that trains between the messages of the page. */
import { TrainSession } from "./train_live_session.js";

const workerSession = new TrainSession((message, transfer) => self.postMessage(message, transfer));
const workerTurns = new MessageChannel();
let workerWaits = false;

/** A message to itself comes after those of the page that wait already, and without a timer's delay. */
function workerTurn() {
  if (!workerSession.isRunning || workerWaits) return;
  workerWaits = true;
  workerTurns.port2.postMessage(null);
}

workerTurns.port1.onmessage = () => {
  workerWaits = false;
  workerSession.tick();
  workerTurn();
};

self.onmessage = ({ data }) => {
  workerSession.receive(data);
  workerTurn();
};
