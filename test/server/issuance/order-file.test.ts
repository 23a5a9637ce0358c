import { describe, expect, test } from "vitest";
import { mostOrders } from "../../../src/protocol/console/orders.ts";
import { readOrderFile } from "../../../src/server/issuance/orders/read-order-file.ts";

const octets = (text: string): Uint8Array => new TextEncoder().encode(text);
const isName = (text: string): boolean => /^[a-z]+\d+$/.test(text);
const read = (file: string | Uint8Array) => readOrderFile(typeof file === "string" ? octets(file) : file, isName);
const plain = { device: "", remark: "", mail: "", kind: "" };

/** 「端末」「受付」 in Shift_JIS, as Excel saves a CSV file in Japan: `CN,端末` and `client1,受付`. */
const shiftJis = Uint8Array.from([
  ...octets("CN,"),
  ...[0x92, 0x5b, 0x96, 0x96, 0x0d, 0x0a],
  ...octets("client1,"),
  ...[0x8e, 0xf3, 0x95, 0x74, 0x0d, 0x0a],
]);

describe("a file with orders is read", () => {
  test("with a header in Japanese, in any order", () => {
    expect(read("備考,メールアドレス,CN,端末,種別\r\n受付用,a@example.jp,client1,PC-1,client\r\n")).toEqual({
      format: { encoding: "utf-8", separator: "comma", header: true },
      faults: [],
      orders: [{ line: 2, cn: "client1", device: "PC-1", remark: "受付用", mail: "a@example.jp", kind: "client" }],
    });
  });

  test("with a header in English, of any width and case", () => {
    expect(read("ＣＮ,Device,E-mail\nclient1,PC-1,\n").orders).toEqual([{ ...plain, line: 2, cn: "client1", device: "PC-1" }]);
  });

  test.each([
    ["UTF-8 with a byte order mark", octets("\ufeffCN,端末\r\nclient1,受付\r\n"), "utf-8"],
    ["Shift_JIS", shiftJis, "shift_jis"],
    ["UTF-16, as Excel's Unicode text", Buffer.from("\ufeffCN\t端末\r\nclient1\t受付\r\n", "utf16le"), "utf-16le"],
    ["UTF-16, big-endian", Buffer.from("\ufeffCN,端末\nclient1,受付\n", "utf16le").swap16(), "utf-16be"],
  ])("in %s", (_, file, encoding) => {
    const { format, orders } = read(file);
    expect([format.encoding, orders]).toEqual([encoding, [{ ...plain, line: 2, cn: "client1", device: "受付" }]]);
  });

  test.each([
    ["semicolons", "CN;端末\r\nclient1;PC, 1\r\n", "semicolon", "PC, 1"],
    ["tabs", 'CN\t端末\r\nclient1\tPC 14"\r\n', "tab", 'PC 14"'],
    ["commas, with quotation marks", '"CN","端末"\n"client1","PC ""1"", 2F"\n', "comma", 'PC "1", 2F'],
  ])("separated by %s", (_, file, separator, device) => {
    const { format, faults, orders } = read(file);
    expect([format.separator, faults, orders]).toEqual([separator, [], [{ ...plain, line: 2, cn: "client1", device }]]);
  });

  test("with the lines that a person sees: cells of several lines, and empty rows", () => {
    const { orders } = read('CN,備考\r\nclient1,"two\r\nlines"\r\n\r\n,\r\n  client2  ,\u3000x \r\n');
    expect(orders).toEqual([
      { ...plain, line: 2, cn: "client1", remark: "two\nlines" },
      { ...plain, line: 6, cn: "client2", remark: "x" },
    ]);
  });

  test("without a header, if the first cell is a CN", () => {
    const { format, orders } = read("client1\tPC-1\nclient2");
    expect(format).toEqual({ encoding: "utf-8", separator: "tab", header: false });
    expect(orders).toEqual([
      { ...plain, line: 1, cn: "client1", device: "PC-1" },
      { ...plain, line: 2, cn: "client2" },
    ]);
  });

  test("with what is beyond its columns, and columns without a name that have nothing", () => {
    expect(read("CN,,端末,\nclient1,,PC-1,,,\nclient2,x,,\n").orders).toEqual([
      { ...plain, line: 2, cn: "client1", device: "PC-1" },
      { ...plain, line: 3, cn: "client2", beyond: "x" },
    ]);
  });
});

describe("nothing is read of a file", () => {
  test.each([
    ["that is a picture", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0xff]), "encoding-unknown", null, null, ""],
    ["with an unknown column", "CN,部署\nclient1,x\n", "column-unknown", 1, "B", "部署"],
    ["with a column twice", "CN,備考,remark\nclient1,x,y\n", "column-repeated", 1, "C", "remark"],
    ["without a column of names", "端末,備考\nPC-1,x\n", "cn-column-missing", 1, null, ""],
    ["with a quotation mark too few", 'CN,端末\nclient1,PC\nclient2,"PC\n', "quotes-wrong", 3, null, ""],
    ["with a quotation mark within a cell", 'CN,端末\nclient1,14"\n', "quotes-wrong", 2, null, ""],
    ["that is empty", "\r\n\r\n", "rows-missing", null, null, ""],
    ["that has a header only", "CN,端末\r\n", "rows-missing", null, null, ""],
    ["with too many rows", `CN\n${"client1\n".repeat(mostOrders + 1)}`, "rows-exceeded", mostOrders + 2, null, ""],
    ["of very many lines", "\n".repeat(900_000), "rows-exceeded", 2 * mostOrders, null, ""],
  ])("%s, and it is said what is wrong where", (_, file, code, line, column, value) => {
    const { faults, orders } = read(file);
    expect([faults, orders]).toEqual([[{ code, line, column, value }], []]);
  });

  test("with several wrong columns, each of which is named", () => {
    const { faults } = read(`foo,a\u0007b\nx,y\n`);
    expect(faults.map(({ code, column, value }) => [code, column, value])).toEqual([
      ["column-unknown", "A", "foo"],
      ["column-unknown", "B", "a␇b"],
      ["cn-column-missing", null, ""],
    ]);
  });
});
