import { readFile } from "node:fs/promises";
import type { Person } from "./person.ts";
import type { Desk } from "./renew-until-import.ts";

/**
 * Goes back to the password from the help of the import step, saves it as a text file, and continues to the import, in
 * any browser.
 */
export async function seePasswordAgain(desk: Desk, person: Pick<Person, "unfolds" | "presses">): Promise<string> {
  await person.unfolds("うまくいかないとき");
  await person.presses("パスワードをもう一度見る");
  await person.presses("テキストファイルに保存");
  const text = await readFile(await desk.downloaded(".txt"), "utf8");
  await person.presses("次へ");
  return text.trim();
}
