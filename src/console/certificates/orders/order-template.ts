import { orderColumns } from "../../../protocol/console/orders.ts";
import type { OrderTexts } from "./order-texts.ts";

/** An empty file with orders, with all columns. It has a byte order mark, without which Excel misreads Japanese. */
export function orderTemplate(names: OrderTexts["columns"]["names"]): string {
  return `\ufeff${orderColumns.map((column) => names[column]).join(",")}\r\n`;
}
