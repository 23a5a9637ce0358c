import { expect, test } from "vitest";
import { clipboardLifetime, copyPassword, type ClipboardHost } from "../../src/ui/clipboard.ts";

/** A fake clipboard and timer; `ring` fires the timer. */
class FakeHost implements ClipboardHost {
  held = "";
  readable = true;
  granted = true;
  readonly writes: string[] = [];
  wait = 0;
  ring: () => Promise<void> = () => Promise.reject(new Error("The timer was not set."));

  readonly clipboard = {
    readText: () => (this.readable ? Promise.resolve(this.held) : Promise.reject(new DOMException("", "NotAllowedError"))),
    writeText: (text: string) => {
      this.held = text;
      this.writes.push(text);
      return Promise.resolve();
    },
  };

  readonly mayRead = (): Promise<boolean> => Promise.resolve(this.granted);

  readonly after = (milliseconds: number, action: () => Promise<void>): void => {
    this.wait = milliseconds;
    this.ring = action;
  };
}

test("clears the password from the clipboard after a minute", async () => {
  const host = new FakeHost();
  expect(await copyPassword("secret", host)).toBe(true);
  expect(host).toMatchObject({ held: "secret", wait: clipboardLifetime });
  await host.ring();
  expect(host.held).toBe("");
});

test("leaves what the person has copied since", async () => {
  const host = new FakeHost();
  await copyPassword("secret", host);
  await host.clipboard.writeText("my own");
  await host.ring();
  expect(host.writes).toEqual(["secret", "my own"]);
});

test("leaves a clipboard that cannot be read unchanged", async () => {
  const host = new FakeHost();
  await copyPassword("secret", host);
  host.readable = false;
  await host.ring();
  expect(host.writes).toEqual(["secret"]);
});

test("does not read the clipboard if the browser would prompt, and reports that the password stays", async () => {
  const host = new FakeHost();
  host.granted = false;
  expect(await copyPassword("secret", host)).toBe(false);
  expect(host).toMatchObject({ held: "secret", wait: 0 });
});

test("rejects if the browser refuses to write", async () => {
  const host = new FakeHost();
  host.clipboard.writeText = () => Promise.reject(new DOMException("", "NotAllowedError"));
  await expect(copyPassword("secret", host)).rejects.toThrow(DOMException);
  expect(host.wait).toBe(0);
});
