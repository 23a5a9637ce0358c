import { describe, expect, test } from "vitest";
import { DerReader, enterDer, readAs } from "../../../src/core/der/read.ts";
import { tag } from "../../../src/core/der/tag.ts";
import { bitString, element, integer, octetString, sequence, setOf } from "../../../src/core/der/write.ts";
import { KoshinError } from "../../../src/core/errors.ts";
import { refusal } from "../refusal.ts";

const reader = (...octets: number[]): DerReader => new DerReader(Uint8Array.from(octets));

describe("lengths", () => {
  test.each([
    [0, [0x04, 0x00]],
    [127, [0x04, 0x7f]],
    [128, [0x04, 0x81, 0x80]],
    [255, [0x04, 0x81, 0xff]],
    [256, [0x04, 0x82, 0x01, 0x00]],
    [65_536, [0x04, 0x83, 0x01, 0x00, 0x00]],
  ])("the length of %d octets is encoded in the shortest form", (length, header) => {
    const encoded = octetString(new Uint8Array(length));
    expect([...encoded.subarray(0, header.length)]).toEqual(header);
    expect(new DerReader(encoded).next(tag.octetString).content).toHaveLength(length);
  });

  test.each([
    ["indefinite", [0x30, 0x80, 0x00, 0x00]],
    ["in the long form instead of the short one", [0x04, 0x81, 0x01, 0x00]],
    ["with a leading zero octet", [0x04, 0x82, 0x00, 0x80, ...new Uint8Array(128)]],
    ["of five octets", [0x04, 0x85, 0x01, 0, 0, 0, 0]],
    ["beyond the end", [0x04, 0x02, 0x00]],
    ["of four gigabytes", [0x04, 0x84, 0xff, 0xff, 0xff, 0xff]],
    ["missing", [0x04]],
    ["that is truncated", [0x04, 0x82, 0x01]],
    ["that is missing", []],
  ])("a length %s is refused", async (_, octets) => {
    expect(await refusal(() => reader(...octets).any())).toBe("der-malformed");
  });
});

describe("integers", () => {
  test.each([
    [0, [0x02, 0x01, 0x00]],
    [127, [0x02, 0x01, 0x7f]],
    [128, [0x02, 0x02, 0x00, 0x80]],
    [2048, [0x02, 0x02, 0x08, 0x00]],
    [0x7fffffff, [0x02, 0x04, 0x7f, 0xff, 0xff, 0xff]],
  ])("%d is written and read", (value, octets) => {
    expect([...integer(value)]).toEqual(octets);
    expect(reader(...octets).small()).toBe(value);
  });

  test("magnitudes lose redundant zero octets and gain the one that keeps them positive", () => {
    expect([...integer(Uint8Array.of(0, 0, 0x80))]).toEqual([0x02, 0x02, 0x00, 0x80]);
    expect([...integer(Uint8Array.of(0, 0))]).toEqual([0x02, 0x01, 0x00]);
    expect([...reader(0x02, 0x02, 0x00, 0x80).unsigned()]).toEqual([0x80]);
  });

  test.each([
    ["negative", [0x02, 0x01, 0x80]],
    ["empty", [0x02, 0x00]],
    ["with a redundant zero octet", [0x02, 0x02, 0x00, 0x7f]],
  ])("one that is %s is refused", async (_, octets) => {
    expect(await refusal(() => reader(...octets).unsigned())).toBe("der-malformed");
  });

  test("one over 2^31 is not a small number", async () => {
    expect(await refusal(() => reader(0x02, 0x05, 0x00, 0x80, 0, 0, 0).small())).toBe("der-malformed");
  });
});

describe("structure", () => {
  test("a set is sorted as DER requires", () => {
    const [long, short, other] = [octetString(Uint8Array.of(1, 2)), octetString(Uint8Array.of(9)), integer(5)];
    expect(setOf(long, short, other)).toEqual(element(tag.set, other, short, long));
  });

  test("contents are entered and must be read completely", async () => {
    const inner = enterDer(sequence(integer(1), integer(2)));
    expect(inner.small()).toBe(1);
    expect(await refusal(() => inner.end())).toBe("der-malformed");
    expect(inner.small()).toBe(2);
    inner.end();
  });

  test("nothing may follow the outermost element", async () => {
    expect(await refusal(() => enterDer(Uint8Array.of(0x30, 0x00, 0x00)))).toBe("der-malformed");
  });

  test("a tag that the schema does not allow is refused, a missing optional one skipped", async () => {
    const inner = enterDer(sequence(integer(1)));
    expect(inner.optional(tag.set)).toBeUndefined();
    expect(await refusal(() => inner.next(tag.set))).toBe("der-malformed");
  });

  test("tags of several octets are refused", async () => {
    expect(await refusal(() => reader(0x1f, 0x21, 0x00).any())).toBe("der-malformed");
  });

  test("a bit string must have whole octets", async () => {
    expect([...new DerReader(bitString(Uint8Array.of(7))).bits()]).toEqual([7]);
    expect(await refusal(() => reader(0x03, 0x02, 0x01, 0x80).bits())).toBe("der-malformed");
    expect(await refusal(() => reader(0x03, 0x00).bits())).toBe("der-malformed");
  });

  test("the error of a format keeps the malformed DER as its cause", () => {
    const cause = new KoshinError("der-malformed");
    const fail = (): never => {
      throw cause;
    };
    expect(() => readAs("certificate-malformed", fail)).toThrow(expect.objectContaining({ code: "certificate-malformed", cause }));
  });
});
