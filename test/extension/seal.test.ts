import { describe, expect, it } from "vitest";
import { fromBase64, toBase64 } from "../../src/core/base64.ts";
import { seal, unseal } from "../../src/extension/dialog-host/seal.ts";

const key = new Uint8Array(32).fill(7);

describe("seal", () => {
  it("is reversed by unseal, and contains nothing of the text", async () => {
    const sealed = await seal(key, "パスワード abcd-efgh");
    await expect(unseal(key, sealed)).resolves.toBe("パスワード abcd-efgh");
    expect(Buffer.from(sealed, "base64").toString("latin1")).not.toContain("abcd");
    expect(await seal(key, "パスワード abcd-efgh")).not.toBe(sealed);
  });

  it("is not opened with another key, after a change, or if it is anything else", async () => {
    const sealed = await seal(key, "text");
    await expect(unseal(new Uint8Array(32).fill(8), sealed)).resolves.toBeUndefined();
    const changed = fromBase64(sealed);
    changed[20] = (changed[20] ?? 0) ^ 1;
    await expect(unseal(key, toBase64(changed))).resolves.toBeUndefined();
    for (const other of ["", "%", "AAAA", '{"step":"save"}']) await expect(unseal(key, other)).resolves.toBeUndefined();
  });
});
