import type { Page } from "puppeteer";
import * as v from "valibot";

const Connection = v.object({
  send: v.custom<(this: unknown, method: string, params: object) => Promise<unknown>>((value) => typeof value === "function"),
});
const Answer = v.object({ result: v.unknown() });

/** Sends a WebDriver BiDi command over puppeteer's connection, for functions that puppeteer does not offer. */
export async function sendBidi<Schema extends v.GenericSchema>(
  page: Page,
  method: string,
  params: object,
  result: Schema,
): Promise<v.InferOutput<Schema>> {
  const connection: unknown = Reflect.get(page.browser(), "connection");
  const { send } = v.parse(Connection, connection);
  return v.parse(result, v.parse(Answer, await send.call(connection, method, params)).result);
}

/** The BiDi id of a page's top frame. */
export function contextOf(page: Page): string {
  return v.parse(v.string(), Reflect.get(page.mainFrame(), "_id"));
}
