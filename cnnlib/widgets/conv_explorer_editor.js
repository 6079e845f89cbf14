/** The field that opens over a cell. */
import { make } from "./dom.js";
import { formatNumber } from "./conv_explorer_text.js";

export class Editor {
  /**
   * `commit(text, accept)` calls `accept` when the number is good, before anything is drawn: to move the focus
   * over a page that has changed would cost a layout of its own. For the same reason the field is hidden rather
   * than removed, and the focus moves without scrolling; the cell that was just pointed at is in sight.
   * @param {{signal: AbortSignal, commit: (text: string, accept: () => void) => void, cancel: () => void}} options
   */
  constructor({ signal, commit, cancel }) {
    this.commit = commit;
    this.cancel = cancel;
    const kind = { type: "text", autocomplete: "off", enterkeyhint: "done" };
    this.field = make("input", { class: "conv_explorer-editor cnn-number", ...kind });
    this.field.addEventListener("keydown", (event) => this.key(event), { signal });
    this.field.addEventListener("blur", () => this.leave(), { signal });
  }

  /** Open over a cell of a board, with its number or with what was just typed. */
  open(board, index, value, typed) {
    const [row, column] = [Math.floor(index / board.size[1]), index % board.size[1]];
    this.board = board;
    this.index = index;
    this.field.value = typed ?? formatNumber(value, 15).replace("−", "-");
    this.field.setAttribute("aria-label", `${board.label}, row ${row}, column ${column}`);
    this.field.style.setProperty("--down", row + board.sides[0][0]);
    this.field.style.setProperty("--right", column + board.sides[1][0]);
    if (this.field.parentNode !== board.root) board.root.append(this.field);
    this.field.classList.add("conv_explorer-open");
    this.field.focus({ preventScroll: true });
    if (typed === undefined) this.field.select();
  }

  key(event) {
    event.stopPropagation();
    if (!this.board) return; // a hidden field keeps the focus until the next frame
    if (event.key === "Enter") {
      this.commit(this.field.value, () => this.close());
    } else if (event.key === "Escape") {
      this.cancel();
      this.close();
    }
  }

  /** Keep a good number when the reader goes elsewhere; a bad one goes, its refusal stays. */
  leave() {
    if (!this.board) return;
    this.commit(this.field.value, () => {});
    this.hide();
  }

  close() {
    const cell = this.board.cells[this.index];
    this.hide();
    cell.focus({ preventScroll: true });
  }

  hide() {
    this.board = null;
    this.field.classList.remove("conv_explorer-open");
  }
}
