import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";

import { Frankly, FranklyError } from "../frankly.js";

const ANSWER = { decision: "d1", headline: null, items: [{ id: "a", slot: 1, sentences: [], evidence: [] }] };
const BETTER = { ...ANSWER, headline: { text: "Better" } };
const SENTENCE = { event: "sentence", place: "item", item: "a", sentences: [{ text: "Because" }], evidence: [] };

const event = (name, data) => `event: ${name}\nid: d1/1\ndata: ${JSON.stringify(data)}\n\n`;
const slate = event("slate", { event: "slate", answer: ANSWER });
const done = event("done", { event: "done", answer: BETTER });

let server;
let url;
let behave; // what the server does with the next call
const asked = [];

before(async () => {
  server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    asked.push({ path: request.url, headers: request.headers, body: JSON.parse(body) });
    behave(response, request);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

const streams = (response) => response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
const answers = (status, type, body) => (response) => response.writeHead(status, { "Content-Type": type }).end(body);

async function all(generator) {
  const found = [];
  for await (const one of generator) found.push(one);
  return found;
}

async function failing(generator) {
  const found = [];
  try {
    for await (const one of generator) found.push(one);
  } catch (error) {
    return { found, error };
  }
  assert.fail("it did not fail");
}

test("a plain call answers with JSON", async () => {
  behave = answers(200, "application/json", JSON.stringify(ANSWER));
  const answer = await new Frankly({ url: `${url}/`, token: "fp1.x" }).recommend({ surface: "home" });
  const { path, headers, body } = asked.at(-1);
  assert.deepEqual([answer, path, body], [ANSWER, "/v1/recommendations", { surface: "home" }]);
  assert.deepEqual([headers.accept, headers.authorization], ["application/json", "Bearer fp1.x"]);
});

test("a stream gives the answer whole each time, and ends with it", async () => {
  behave = (response) => {
    streams(response).write(slate);
    response.write(": still here\n\n");
    response.write(event("sentence", SENTENCE));
    response.end(done);
  };
  const found = await all(new Frankly({ url }).stream({ surface: "home" }));
  assert.deepEqual(found.map((answer) => answer.items[0].sentences.length), [0, 1, 0]);
  assert.deepEqual([found[0], found.at(-1)], [ANSWER, BETTER]);
  assert.match(asked.at(-1).headers.accept, /^text\/event-stream/);
  assert.equal(asked.at(-1).headers.authorization, undefined);
});

test("answers come when they are made, not at the end", async () => {
  let finish;
  behave = (response) => {
    streams(response).write(slate);
    finish = () => response.end(done);
  };
  const answersSoFar = new Frankly({ url }).stream({ surface: "home" });
  assert.deepEqual((await answersSoFar.next()).value, ANSWER);
  finish();
  assert.deepEqual((await answersSoFar.next()).value, BETTER);
  assert.equal((await answersSoFar.next()).done, true);
});

test("events come as they are, with their ids, also those of a later version", async () => {
  behave = (response) => streams(response).end(slate + event("later", { what: 1 }) + done);
  const found = await all(new Frankly({ url }).events({ surface: "home" }));
  assert.deepEqual(found.map((one) => [one.event, one.id]), [["slate", "d1/1"], ["later", "d1/1"], ["done", "d1/1"]]);
});

test("a service that does not stream has its whole answer at once", async () => {
  behave = answers(200, "application/json", JSON.stringify(ANSWER));
  assert.deepEqual(await all(new Frankly({ url }).stream({ surface: "home" })), [ANSWER]);
});

test("a refusal tells what the service told", async () => {
  const problem = { status: 404, code: "not_found", title: "…", detail: "Did you mean 'home'?", request_id: "r1" };
  behave = answers(404, "application/problem+json", JSON.stringify(problem));
  for (const call of [
    () => new Frankly({ url }).recommend({ surface: "hom" }),
    () => all(new Frankly({ url }).stream({ surface: "hom" })),
  ]) {
    await assert.rejects(call, (error) => {
      assert.ok(error instanceof FranklyError);
      assert.deepEqual([error.code, error.status, error.message], ["not_found", 404, "Did you mean 'home'?"]);
      assert.deepEqual([error.problem, error.requestId, error.answer], [problem, "r1", null]);
      return true;
    });
  }
});

test("a refusal says when to come again", async () => {
  const problem = { status: 503, code: "store_unavailable", title: "…", detail: "…" };
  behave = (response) => response.writeHead(503, { "Retry-After": "7" }).end(JSON.stringify(problem));
  await assert.rejects(new Frankly({ url }).recommend({}), { code: "store_unavailable", retryAfterS: 7 });
});

test("what something in between says is no answer", async () => {
  behave = answers(502, "text/html", "<h1>Bad gateway</h1>");
  await assert.rejects(new Frankly({ url }).recommend({}), { code: "http_error", status: 502 });
  behave = answers(200, "text/html", "<h1>Sign in</h1>");
  await assert.rejects(all(new Frankly({ url }).stream({})), { code: "unreadable" });
  behave = answers(200, "application/json", "{\"cut");
  await assert.rejects(new Frankly({ url }).recommend({}), { code: "unreadable" });
  behave = (response) => streams(response).end("event: slate\ndata: {\"cut\n\n");
  await assert.rejects(all(new Frankly({ url }).stream({})), { code: "unreadable" });
});

test("an error event ends the stream with what it says, and the answer so far is kept", async () => {
  const problem = { status: 500, code: "internal", title: "…", detail: "It was logged.", request_id: "r2" };
  behave = (response) => streams(response).end(slate + event("sentence", SENTENCE) + event("error", problem));
  const { found, error } = await failing(new Frankly({ url }).stream({ surface: "home" }));
  assert.equal(found.length, 2);
  assert.deepEqual([error.code, error.requestId, error.answer], ["internal", "r2", found[1]]);
});

test("a stream that ends before it is done was interrupted, and is not asked for again", async () => {
  behave = (response) => streams(response).end(slate);
  const calls = asked.length;
  const { found, error } = await failing(new Frankly({ url }).stream({ surface: "home" }));
  assert.deepEqual([error.code, error.answer, found.length], ["interrupted", ANSWER, 1]);
  assert.match(error.message, /ask again/);
  assert.equal(asked.length, calls + 1);
});

test("so was one whose server dies, even in the midst of an event", async () => {
  behave = (response) => {
    streams(response).write(slate + "event: sentence\ndata: {\"half");
    setTimeout(() => response.socket.destroy(), 20);
  };
  const { found, error } = await failing(new Frankly({ url }).stream({ surface: "home" }));
  assert.deepEqual([error.code, error.answer, found.length], ["interrupted", ANSWER, 1]);
  assert.ok(error.cause);
});

test("so was one that falls silent", async () => {
  behave = (response) => streams(response).write(slate);
  const { error } = await failing(new Frankly({ url, idleMs: 50 }).stream({ surface: "home" }));
  assert.deepEqual([error.code, error.answer], ["interrupted", ANSWER]);
});

test("a service that is not there is unreachable", async () => {
  await assert.rejects(new Frankly({ url: "http://127.0.0.1:1" }).recommend({}), { code: "unreachable" });
});

test("who breaks out of the loop hangs up", async () => {
  let left;
  behave = (response, request) => {
    streams(response).write(slate);
    left = once(request.socket, "close");
  };
  for await (const answer of new Frankly({ url }).stream({ surface: "home" })) {
    assert.deepEqual(answer, ANSWER);
    break;
  }
  await left;
});

test("a signal ends a stream, with the signal's own error", async () => {
  let left;
  behave = (response, request) => {
    streams(response).write(slate);
    left = once(request.socket, "close");
  };
  const leaving = new AbortController();
  const answersSoFar = new Frankly({ url }).stream({ surface: "home" }, { signal: leaving.signal });
  await answersSoFar.next();
  setTimeout(() => leaving.abort(), 10);
  await assert.rejects(answersSoFar.next(), { name: "AbortError" });
  await left;
});

test("a signal that was given before keeps a call from being made", async () => {
  const calls = asked.length;
  const signal = AbortSignal.abort();
  await assert.rejects(new Frankly({ url }).recommend({}, { signal }), { name: "AbortError" });
  await assert.rejects(all(new Frankly({ url }).stream({}, { signal })), { name: "AbortError" });
  assert.equal(asked.length, calls);
});

test("a token is asked for before each call", async () => {
  behave = answers(200, "application/json", "{}");
  const tokens = ["one", "two"];
  const frankly = new Frankly({ url, token: async () => tokens.shift() });
  await frankly.recommend({});
  await frankly.post("/v1/impressions", { impressions: [] });
  assert.deepEqual(asked.slice(-2).map(({ headers }) => headers.authorization), ["Bearer one", "Bearer two"]);
  assert.equal(asked.at(-1).path, "/v1/impressions");
});

test("many streams at once keep apart", async () => {
  behave = (response) => {
    const { body } = asked.at(-1);
    const mine = { ...ANSWER, decision: body.session };
    streams(response).write(event("slate", { event: "slate", answer: mine }));
    setTimeout(() => response.end(event("done", { event: "done", answer: mine })), 5);
  };
  const frankly = new Frankly({ url });
  const found = await Promise.all(
    Array.from({ length: 20 }, (_, number) => all(frankly.stream({ session: `s${number}` }))),
  );
  assert.deepEqual(found.map((one) => one.at(-1).decision), found.map((_, number) => `s${number}`));
});
