import * as v from "valibot";
import browser, { type Storage } from "webextension-polyfill";

const Answer = v.object({ question: v.string(), underway: v.boolean() });
type Answer = v.InferOutput<typeof Answer>;

/** Where one background leaves its question, a random name, and the other its answer. */
const keys = { question: "underwayQuestion", answer: "underwayAnswer" } as const;

/** How long a background may take to start and to answer, in milliseconds; there is none without a private window. */
const patience = 5_000;

/** Whether a change of the storage is only a question or an answer. */
export function isBetweenBackgrounds(key: string): boolean {
  return key === keys.question || key === keys.answer;
}

/**
 * Asks the background of private windows whether a renewal is under way there. In Chromium it is another one, which shares
 * only the storage with this one, and whose tabs cannot be seen from here.
 */
export async function isUnderwayInPrivate(): Promise<boolean> {
  const separate = browser.runtime.getManifest().incognito === "split";
  if (!separate || !(await browser.extension.isAllowedIncognitoAccess())) return false;
  const question = crypto.randomUUID();
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const hear = (changes: Changes): void => {
    const answer = v.safeParse(Answer, changes[keys.answer]?.newValue);
    if (answer.success && answer.output.question === question) resolve(answer.output.underway);
  };
  const timer = setTimeout(() => resolve(false), patience);
  browser.storage.onChanged.addListener(hear);
  try {
    await browser.storage.local.set({ [keys.question]: question });
    return await promise;
  } finally {
    clearTimeout(timer);
    browser.storage.onChanged.removeListener(hear);
    await browser.storage.local.remove(Object.values(keys));
  }
}

/** Answers the other background's question, if there is one in these changes of the storage. */
export async function answerOtherBackground(changes: Changes, isUnderway: () => Promise<boolean>): Promise<void> {
  const question = changes[keys.question]?.newValue;
  if (!v.is(v.string(), question)) return;
  const answer: Answer = { question, underway: await isUnderway() };
  await browser.storage.local.set({ [keys.answer]: answer });
}

type Changes = Readonly<Record<string, Storage.StorageChange>>;
