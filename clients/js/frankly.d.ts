// Types of the client; those of what the service takes and gives are made from its own description (`make docs`).

import type { Answer, AnswerDone, OrderArrived, Problem, RecommendationRequest, SentencesArrived, SlateArrived } from "./types.d.ts";

export type * from "./types.d.ts";

/** What is asked; times may also be ISO 8601 texts. */
export type Question = RecommendationRequest;

/** One event of a progressive answer; `id` names the decision and counts the events. */
export type Progress = (SlateArrived | SentencesArrived | OrderArrived | AnswerDone) & { id: string };

/** An event as it stands in the stream. */
export interface ServerEvent {
  event: string;
  id: string;
  data: string;
}

export interface Options {
  /** Address of the service, without a path. */
  url: string | URL;
  /** A person token, or a function that gives one for each call; never the service's key in a page. */
  token?: string | null | (() => string | null | Promise<string | null>);
  /** Stands in for the global `fetch`. */
  fetch?: typeof fetch | null;
  /** So many milliseconds a stream may be silent before it counts as interrupted. */
  idleMs?: number;
}

export interface CallOptions {
  /** Ends the call; its error is the signal's own. */
  signal?: AbortSignal;
}

export interface Failure {
  /** The service's code, or `unreachable`, `interrupted`, `unreadable`, `too_large`, `http_error`. */
  code: string;
  status?: number | null;
  problem?: Problem | null;
  requestId?: string | null;
  retryAfterS?: number | null;
  cause?: unknown;
}

export declare class FranklyError extends Error {
  constructor(message: string, failure: Failure);
  readonly code: string;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** What the service told. */
  readonly problem: Problem | null;
  readonly requestId: string | null;
  readonly retryAfterS: number | null;
  /** The newest whole answer that had come before. */
  answer: Answer | null;
}

export declare class Frankly {
  constructor(options: Options);
  /** The whole answer, once it is whole. */
  recommend(question: Question, options?: CallOptions): Promise<Answer>;
  /** The answer, whole each time and better each time. */
  stream(question: Question, options?: CallOptions): AsyncGenerator<Answer, void, void>;
  /** The events as they come. */
  events(question: Question, options?: CallOptions): AsyncGenerator<Progress, void, void>;
  /** Any other call that takes and gives JSON. */
  post(path: string, body: unknown, options?: CallOptions): Promise<any>;
}

/** The answer after an event. */
export declare function merged(answer: Answer | null, event: Progress): Answer | null;
