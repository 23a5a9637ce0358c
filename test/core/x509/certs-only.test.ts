import { describe, expect, test } from "vitest";
import { context, integer, oid, sequence, setOf } from "../../../src/core/der/write.ts";
import { readCertsAndLists, readCertsOnly, writeCertsOnly } from "../../../src/core/x509/certs-only.ts";
import { issue } from "../issued.ts";
import { refusal } from "../refusal.ts";

const { certificate, issuer } = await issue("P-256");

test("certificates are returned in the order in which they were packed", () => {
  expect(readCertsOnly(writeCertsOnly([certificate, issuer]))).toEqual([certificate, issuer]);
  expect(readCertsOnly(writeCertsOnly([issuer, certificate]))).toEqual([issuer, certificate]);
});

describe("revocation lists", () => {
  const list = sequence(integer(1));
  const message = (...sets: Uint8Array[]): Uint8Array<ArrayBuffer> => {
    const data = sequence(oid("1.2.840.113549.1.7.1"));
    return sequence(oid("1.2.840.113549.1.7.2"), context(0, sequence(integer(1), setOf(), data, ...sets, setOf())));
  };

  test("are skipped when only the certificates are read", () => {
    const both = message(context(0, certificate), context(1, list));
    expect(readCertsOnly(both)).toEqual([certificate]);
    expect(readCertsAndLists(both)).toEqual({ certificates: [certificate], lists: [list] });
  });

  test("may be the only contents", () => {
    expect(readCertsAndLists(message(context(1, list, list)))).toEqual({ certificates: [], lists: [list, list] });
    expect(readCertsAndLists(message())).toEqual({ certificates: [], lists: [] });
  });
});

test.each([
  ["a response without certificates", writeCertsOnly([])],
  ["a truncated response", writeCertsOnly([certificate]).slice(0, -1)],
  ["a response with trailing data", Uint8Array.of(...writeCertsOnly([certificate]), 0)],
  ["a bare certificate", certificate],
  ["a page of HTML", new TextEncoder().encode("<!doctype html>")],
  ["nothing", new Uint8Array()],
])("%s is refused", async (_, answer) => {
  expect(await refusal(() => readCertsOnly(answer))).toBe("response-malformed");
});
