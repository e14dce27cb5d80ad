// A client of Frankly for pages and for Node, without dependencies: one answer at once, or bit by bit.

import { FranklyError, refused, told } from "./error.js";
import { eventsOf } from "./events.js";
import { merged } from "./merge.js";

export { FranklyError, merged };

const PATH = "/v1/recommendations";
const JSON_TYPE = "application/json";
const STREAM_TYPE = "text/event-stream";

/** A service that sends a sign of life every 10 s, and has not for so long, is not there any more. */
const IDLE_MS = 35_000;

/** A Frankly service, as one caller sees it. */
export class Frankly {
  #url;
  #token;
  #fetch;
  #idleMs;

  /** @param {import("./frankly.d.ts").Options} options */
  constructor({ url, token = null, fetch = null, idleMs = IDLE_MS }) {
    this.#url = String(url).replace(/\/+$/, "");
    this.#token = token;
    this.#fetch = fetch ?? ((...call) => globalThis.fetch(...call));
    this.#idleMs = idleMs;
  }

  /**
   * The whole answer, once it is whole.
   *
   * @param {import("./frankly.d.ts").Question} question
   * @param {import("./frankly.d.ts").CallOptions} [options]
   * @returns {Promise<import("./frankly.d.ts").Answer>}
   */
  recommend(question, options = {}) {
    return this.post(PATH, question, options);
  }

  /**
   * The answer, whole each time and better each time: at once as it stands without a model, then again with each thing
   * that the model adds, at the end as it is recorded. Whoever breaks out of the loop hangs up.
   *
   * @param {import("./frankly.d.ts").Question} question
   * @param {import("./frankly.d.ts").CallOptions} [options]
   * @returns {AsyncGenerator<import("./frankly.d.ts").Answer, void, void>}
   */
  async *stream(question, options = {}) {
    let answer = null;
    try {
      for await (const event of this.events(question, options)) {
        const next = merged(answer, event);
        const isNew = next !== answer;
        answer = next;
        if (isNew) yield answer;
      }
    } catch (error) {
      if (error instanceof FranklyError) error.answer = answer;
      throw error;
    }
  }

  /**
   * The events of a progressive answer as they come, `slate` first and `done` last. An `error` event is thrown, and so
   * is the end of a stream that was not done. It is not resumed and not asked again: that would be another decision.
   *
   * @param {import("./frankly.d.ts").Question} question
   * @param {import("./frankly.d.ts").CallOptions} [options]
   * @returns {AsyncGenerator<import("./frankly.d.ts").Progress, void, void>}
   */
  async *events(question, { signal } = {}) {
    const response = await this.#call(PATH, question, `${STREAM_TYPE}, ${JSON_TYPE};q=0.5`, signal);
    if (!isKind(response, STREAM_TYPE)) {
      // A service or a proxy that does not stream: the answer is whole at once.
      const answer = await readJson(response);
      yield { event: "slate", id: "", answer };
      yield { event: "done", id: "", answer };
      return;
    }
    try {
      for await (const { event, id, data } of eventsOf(response.body, this.#idleMs)) {
        const said = parsed(data);
        if (event === "error") throw told(said);
        yield { ...said, event, id };
        if (event === "done") return;
      }
    } catch (error) {
      throw error instanceof FranklyError || signal?.aborted ? error : interrupted(error);
    }
    throw interrupted();
  }

  /**
   * Any other call that takes and gives JSON, for example `/v1/impressions` and `/v1/events`.
   *
   * @param {string} path
   * @param {unknown} body
   * @param {import("./frankly.d.ts").CallOptions} [options]
   * @returns {Promise<any>}
   */
  async post(path, body, { signal } = {}) {
    return readJson(await this.#call(path, body, JSON_TYPE, signal));
  }

  async #call(path, body, accept, signal) {
    const token = typeof this.#token === "function" ? await this.#token() : this.#token;
    const headers = { Accept: accept, "Content-Type": JSON_TYPE };
    if (token) headers.Authorization = `Bearer ${token}`;
    let response;
    try {
      response = await this.#fetch(`${this.#url}${path}`, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        signal,
        cache: "no-store",
        credentials: "omit",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      const message = "The service could not be reached, or does not let pages of this origin call it.";
      throw new FranklyError(message, { code: "unreachable", cause: error });
    }
    if (!response.ok) throw await refused(response);
    return response;
  }
}

function isKind(response, type) {
  return (response.headers.get("content-type") ?? "").toLowerCase().split(";")[0].trim() === type;
}

async function readJson(response) {
  if (!isKind(response, JSON_TYPE)) throw unreadable();
  return parsed(await response.text());
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(cause) {
  const message = "What came is no answer of Frankly; is something else between here and the service?";
  return new FranklyError(message, { code: "unreadable", cause });
}

function interrupted(cause) {
  const message = "The stream broke off. What came before is a whole answer; a stream is not resumed, ask again.";
  return new FranklyError(message, { code: "interrupted", cause });
}
