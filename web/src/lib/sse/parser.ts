/** One event of a `text/event-stream`. */
export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Reads a stream piece by piece, wherever the pieces are cut.
 *
 * Source: HTML standard, section 9.2.6 "Interpreting an event stream": lines end in
 * CR, LF or CRLF, a blank line ends an event, a line that starts with a colon is a
 * comment, an event without data is not dispatched, an id stands until it is replaced.
 */
export class EventStreamParser {
  private rest = "";
  private endsInCarriageReturn = false;
  private isFirst = true;
  private data: string[] = [];
  private event = "";
  private lastId: string | null = null;

  /** Events that are complete once `text` is added. */
  push(text: string): ServerEvent[] {
    let piece = text;
    if (this.isFirst && piece.length > 0) {
      this.isFirst = false;
      if (piece.startsWith("\uFEFF")) piece = piece.slice(1);
    }
    if (this.endsInCarriageReturn && piece.startsWith("\n")) piece = piece.slice(1);
    if (piece.length > 0) this.endsInCarriageReturn = piece.endsWith("\r");
    const lines = (this.rest + piece).split(/\r\n|\r|\n/);
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.takeLine(line));
  }

  private takeLine(line: string): ServerEvent[] {
    if (line === "") return this.finishEvent();
    const colon = line.indexOf(":");
    if (colon === 0) return [];
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.event = value;
    else if (field === "id" && !value.includes("\0")) this.lastId = value;
    return [];
  }

  private finishEvent(): ServerEvent[] {
    const finished: ServerEvent = {
      id: this.lastId,
      event: this.event || "message",
      data: this.data.join("\n"),
    };
    const isEmpty = this.data.length === 0;
    this.data = [];
    this.event = "";
    return isEmpty ? [] : [finished];
  }
}
