import assert from "node:assert/strict";
import { test } from "node:test";

import { EventParser, eventsOf } from "../events.js";

const encoder = new TextEncoder();

function bodyOf(pieces, { onCancel, hangs = false } = {}) {
  return new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (!hangs) controller.close();
    },
    cancel: onCancel,
  });
}

async function all(pieces, idleMs = 1000) {
  const found = [];
  for await (const event of eventsOf(bodyOf(pieces), idleMs)) found.push(event);
  return found;
}

const WRITTEN = [
  ": a comment\r\n",
  "event: slate\r\nid: d1/1\r\ndata: {\"text\": \"Für dich – 小説 🐋\"}\r\n\r\n",
  ": still here\n\n",
  "event:sentence\nid:d1/2\ndata:one\ndata: two\ndata\n\n",
  "data: \r\rdata: after a return\r\r",
  "retry: 5\nevent: none\n\n",
  "id: a\0b\nnonsense: x\ndata: last\n\n",
  "event: cut off\ndata: never",
].join("");

const READ = [
  { event: "slate", id: "d1/1", data: "{\"text\": \"Für dich – 小説 🐋\"}" },
  { event: "sentence", id: "d1/2", data: "one\ntwo\n" },
  { event: "message", id: "d1/2", data: "" },
  { event: "message", id: "d1/2", data: "after a return" },
  { event: "message", id: "d1/2", data: "last" },
];

test("a stream in one piece is read as the standard says", async () => {
  assert.deepEqual(await all([encoder.encode(WRITTEN)]), READ);
});

test("it is read alike wherever it is cut in two, in the midst of letters and line ends", async () => {
  const bytes = encoder.encode(WRITTEN);
  for (let at = 0; at <= bytes.length; at += 1) {
    assert.deepEqual(await all([bytes.slice(0, at), bytes.slice(at)]), READ, `cut at ${at}`);
  }
});

test("it is read alike byte by byte, with empty pieces between", async () => {
  const bytes = [...encoder.encode(WRITTEN)].flatMap((byte) => [Uint8Array.of(byte), new Uint8Array()]);
  assert.deepEqual(await all(bytes), READ);
});

test("it is read alike with each kind of line end", async () => {
  for (const end of ["\n", "\r", "\r\n"]) {
    const bytes = encoder.encode(`event: a${end}data: 1${end}${end}data: 2${end}${end}`);
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    assert.deepEqual((await all(pieces)).map((event) => event.data), ["1", "2"]);
  }
});

test("a byte order mark is passed over, at the beginning only", async () => {
  const [first, second] = await all([encoder.encode("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\ndata: 3\n\n")]);
  assert.deepEqual([first.data, second.data], ["1", "3"]);
});

test("an event of megabytes in small pieces takes no more than a moment", async () => {
  const whole = encoder.encode(`data: ${"x".repeat(8_000_000)}\n\n`);
  const pieces = [];
  for (let at = 0; at < whole.length; at += 1024) pieces.push(whole.slice(at, at + 1024));
  const began = performance.now();
  const [event] = await all(pieces);
  assert.equal(event.data.length, 8_000_000);
  assert.ok(performance.now() - began < 5_000);
});

test("an event without an end is given up before it fills the memory", () => {
  const parser = new EventParser(1000);
  assert.throws(() => {
    for (let at = 0; at < 20; at += 1) parser.push("data: 0123456789\n".repeat(10));
  }, { code: "too_large" });
  assert.throws(() => new EventParser(1000).push("x".repeat(1001)), { code: "too_large" });
});

test("comments without end and many events are no large event", () => {
  const parser = new EventParser(1000);
  for (let at = 0; at < 500; at += 1) assert.deepEqual(parser.push(": still here\n"), []);
  for (let at = 0; at < 500; at += 1) assert.equal(parser.push("data: 0123456789\n\n").length, 1);
});

test("who takes no more hangs up", async () => {
  let cancelled = 0;
  const body = bodyOf([encoder.encode("data: 1\n\ndata: 2\n\n")], { hangs: true, onCancel: () => (cancelled += 1) });
  for await (const event of eventsOf(body, 1000)) {
    assert.equal(event.data, "1");
    break;
  }
  assert.equal(cancelled, 1);
});

test("a stream that is silent for too long is interrupted, and hung up", async () => {
  let cancelled = 0;
  const body = bodyOf([encoder.encode("data: 1\n\n")], { hangs: true, onCancel: () => (cancelled += 1) });
  const found = [];
  await assert.rejects(async () => {
    for await (const event of eventsOf(body, 20)) found.push(event.data);
  }, { code: "interrupted" });
  assert.deepEqual([found, cancelled], [["1"], 1]);
});

test("comments keep a stream from being silent", async () => {
  const pieces = Array.from({ length: 6 }, () => encoder.encode(": still here\n\n"));
  const body = new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, 40));
      const piece = pieces.shift();
      if (piece) controller.enqueue(piece);
      else controller.close();
    },
  });
  for await (const event of eventsOf(body, 150)) assert.fail(event.data);
});
