// Server-sent events out of a stream of bytes, as the WHATWG's HTML standard says (section 9.2.6). Browsers have
// EventSource for this, which cannot post.

import { FranklyError } from "./error.js";

/** Most characters of one event: more than any answer has, less than what fills a page's memory. */
export const MOST_CHARACTERS = 16 * 1024 * 1024;

const LINE_END = /\r\n?|\n/g;

/** Takes text in pieces, wherever they were cut, and gives the events that are whole. */
export class EventParser {
  #most;
  #pieces = []; // of the line that has not ended yet
  #data = []; // of the event that has not ended yet
  #name = "";
  #id = "";
  #size = 0;
  #endedInReturn = false;

  /** @param {number} [most] most characters of one event */
  constructor(most = MOST_CHARACTERS) {
    this.#most = most;
  }

  /**
   * @param {string} text the next piece
   * @returns {import("./frankly.d.ts").ServerEvent[]} the events that it completes
   */
  push(text) {
    const found = [];
    // A line that ended in CR has ended; an LF that follows, even in the next piece, belongs to that end.
    let start = this.#endedInReturn && text.startsWith("\n") ? 1 : 0;
    if (text) this.#endedInReturn = false;
    LINE_END.lastIndex = start;
    for (let end = LINE_END.exec(text); end !== null; end = LINE_END.exec(text)) {
      this.#keep(text.slice(start, end.index));
      start = LINE_END.lastIndex;
      this.#endedInReturn = end[0] === "\r" && start === text.length;
      const event = this.#take(this.#pieces.join(""));
      this.#pieces = [];
      if (event) found.push(event);
    }
    this.#keep(text.slice(start));
    return found;
  }

  #keep(piece) {
    this.#size += piece.length;
    if (this.#size > this.#most) {
      throw new FranklyError(`An event has more than ${this.#most} characters.`, { code: "too_large" });
    }
    this.#pieces.push(piece);
  }

  #take(line) {
    if (line === "") return this.#dispatch();
    const colon = line.indexOf(":");
    if (colon === 0) {
      this.#size -= line.length; // A comment is nothing of the event.
      return null;
    }
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") this.#data.push(value);
    else if (field === "event") this.#name = value;
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return null;
  }

  #dispatch() {
    const event = { event: this.#name || "message", id: this.#id, data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    this.#data = [];
    this.#name = "";
    this.#size = 0;
    return isEmpty ? null : event;
  }
}

/**
 * The events of a body, as they come. What stands at the end without an empty line after it is no event.
 *
 * @param {ReadableStream<Uint8Array>} body read to its end, or cancelled when the caller takes no more
 * @param {number} idleMs so long nothing may come, not even a comment
 * @returns {AsyncGenerator<import("./frankly.d.ts").ServerEvent, void, void>}
 */
export async function* eventsOf(body, idleMs) {
  const reader = body.getReader();
  const decoder = new TextDecoder(); // keeps halves of letters for the next piece, and drops a byte order mark
  const parser = new EventParser();
  try {
    for (;;) {
      const { done, value } = await within(reader.read(), idleMs);
      if (done) return;
      yield* parser.push(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Hangs up where the stream goes on; nobody waits for that.
    reader.cancel().catch(() => {});
  }
}

async function within(promise, ms) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new FranklyError(`Nothing came for ${ms} ms.`, { code: "interrupted" });
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
