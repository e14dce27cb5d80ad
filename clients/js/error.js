// Everything that can go wrong between a page and the service, as one kind of error.

/** A call that failed; `code` says how, for a program, and the message what to do, for a person. */
export class FranklyError extends Error {
  /**
   * @param {string} message
   * @param {import("./frankly.d.ts").Failure} failure
   */
  constructor(message, { code, status = null, problem = null, requestId = null, retryAfterS = null, cause }) {
    super(message, { cause });
    this.name = "FranklyError";
    this.code = code;
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
    this.retryAfterS = retryAfterS;
    /** The newest whole answer that had come before, where some of a stream had come. */
    this.answer = null;
  }
}

/**
 * @param {import("./frankly.d.ts").Problem} problem what the service told
 * @returns {FranklyError}
 */
export function told(problem, retryAfterS = null) {
  return new FranklyError(problem.detail || problem.title || problem.code, {
    code: problem.code,
    status: problem.status,
    problem,
    requestId: problem.request_id ?? null,
    retryAfterS,
  });
}

/**
 * The error of an answer that is no success.
 *
 * @param {Response} response
 * @returns {Promise<FranklyError>}
 */
export async function refused(response) {
  const text = await response.text().catch(() => "");
  const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
  const retryAfterS = Number.isNaN(seconds) ? null : seconds;
  try {
    const problem = JSON.parse(text);
    if (typeof problem.code === "string" && typeof problem.status === "number") return told(problem, retryAfterS);
  } catch {
    // Something between here and the service answered.
  }
  const message = `The service answered with status ${response.status}.`;
  return new FranklyError(message, { code: "http_error", status: response.status, retryAfterS });
}
