import { expect, test } from "vitest";
import { orderEn } from "../../../src/console/certificates/orders/order-en.ts";
import { orderJa } from "../../../src/console/certificates/orders/order-ja.ts";
import { orderTemplate } from "../../../src/console/certificates/orders/order-template.ts";
import { readOrderFile } from "../../../src/server/issuance/orders/read-order-file.ts";

test.each([
  ["ja", orderJa, "クライアント証明書"],
  ["en", orderEn, "client certificate"],
])("the template is read back with all columns (%s)", (_, { columns }, kind) => {
  const file = `${orderTemplate(columns.names)}client1,PC-1,2F,a@example.jp,${kind}\r\n`;
  const { format, faults, orders } = readOrderFile(new TextEncoder().encode(file), () => true);
  expect([format.header, faults]).toEqual([true, []]);
  expect(orders).toEqual([{ line: 2, cn: "client1", device: "PC-1", remark: "2F", mail: "a@example.jp", kind }]);
});
