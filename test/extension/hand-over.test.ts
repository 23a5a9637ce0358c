import * as v from "valibot";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { continueRenewal } from "../../src/dialog/machine/kept-renewal.ts";
import { initialState, transition } from "../../src/dialog/machine/transition.ts";
import { offerHandOver } from "../../src/extension/dialog-host/hand-over.ts";
import { HandedOver, handOverName } from "../../src/protocol/handed-over.ts";
import { checking, file, now, prepared, replacement, revealed, working } from "../dialog/harness/state-fixture.ts";
import { pendingAt, statusDue } from "../dialog/harness/status-fixture.ts";

const name = Symbol.for(handOverName);
const status = { ...statusDue(now), pending: { ...pendingAt("fetched"), serial: replacement.serial } };
const fresh = initialState(status, "resume", now);

const given: string[] = [];
const returned = (kept: string): void => void given.push(kept);

/** An event of the browser's functions for extensions. */
class Channel {
  readonly #receivers = new Set<(value: unknown) => void>();
  readonly addListener = (receiver: (value: unknown) => void): void => void this.#receivers.add(receiver);
  readonly removeListener = (receiver: (value: unknown) => void): void => void this.#receivers.delete(receiver);
  readonly emit = (value: unknown): void => {
    for (const receiver of [...this.#receivers]) receiver(value);
  };
}
const onConnect = new Channel();
vi.stubGlobal("chrome", { runtime: { onConnect } });
afterAll(() => vi.unstubAllGlobals());

/** Connects to the document as a window does. */
function connect(name: string): { onMessage: Channel; onDisconnect: Channel } {
  const window = { name, onMessage: new Channel(), onDisconnect: new Channel() };
  onConnect.emit(window);
  return window;
}

afterEach(() => Reflect.deleteProperty(globalThis, name));

/** Takes over as the extension's window does: what the browser passes on is JSON. */
async function take(): Promise<HandedOver> {
  const handOver: unknown = Reflect.get(globalThis, name);
  if (typeof handOver !== "function") throw new Error("Nothing is offered.");
  return v.parse(HandedOver, JSON.parse(JSON.stringify(await Reflect.apply(handOver, undefined, []))));
}

test("a dialog hands over what only it has, and ends", async () => {
  let taken = 0;
  const offer = offerHandOver("ja", undefined, { taken: () => (taken += 1), returned });
  offer.follow(revealed);
  const { language, kept } = await take();
  offer.end();
  expect({ taken, language, offered: Reflect.has(globalThis, name) }).toEqual({ taken: 1, language: "ja", offered: false });
  const { privateKey, password } = file.attempt;
  expect(continueRenewal(fresh, kept ?? "")).toMatchObject({
    step: "password",
    issued: { revealed: true, file: { ...file, attempt: { privateKey, password } } },
  });
});

test("a dialog hands over only after the running job has ended", async () => {
  const offer = offerHandOver("en", undefined, { taken: () => undefined, returned });
  offer.follow(working);
  let settled = false;
  const taken = take().finally(() => (settled = true));
  offer.follow(prepared);
  await Promise.resolve();
  expect(settled).toBe(false);
  if (prepared.job === undefined) throw new Error("No job is running.");
  const result = { type: "renewed", replacement, file, clock: undefined } as const;
  offer.follow(transition(prepared, { type: "job", job: prepared.job, result }));
  const { kept } = await taken;
  expect(continueRenewal(fresh, kept ?? "")).toMatchObject({ step: "save", issued: { replacement } });
});

test("a dialog hands over nothing if nothing was issued, and what it continues itself until it changes that", async () => {
  const offer = offerHandOver("en", "kept before", { taken: () => undefined, returned });
  expect((await take()).kept).toBe("kept before");
  offer.follow(checking);
  expect((await take()).kept).toBeNull();
});

test("what the window still has returns if it is closed half way, and nothing once there is nothing", async () => {
  const offer = offerHandOver("en", undefined, { taken: () => undefined, returned });
  offer.follow(revealed);
  const { kept, connection } = await take();
  connect("another connection").onDisconnect.emit(undefined);
  expect(given).toEqual([]);
  connect(connection).onDisconnect.emit(undefined);
  expect(given.splice(0)).toEqual([kept]);

  const later = connect((await take()).connection);
  later.onMessage.emit("later");
  later.onMessage.emit({ malformed: true });
  later.onDisconnect.emit(undefined);
  expect(given.splice(0)).toEqual(["later"]);

  const done = connect((await take()).connection);
  done.onMessage.emit(null);
  done.onDisconnect.emit(undefined);
  expect(given).toEqual([]);
});
