import type { ForetoldAct, JobForecast } from "../../../protocol/console/jobs.ts";
import { counted } from "../../system/counted.ts";

type Numbered = Readonly<Record<ForetoldAct["kind"], (count: number) => string>>;

const certificates = (count: number): string => counted(count, "certificate");
const holders = (count: number): string => counted(count, "holder");

const will: Numbered = {
  renew: (count) => `${certificates(count)} will be renewed: the service makes the keys, and keeps the files to be handed out.`,
  revoke: (count) => `${certificates(count)} will be revoked. Connections with them end at once. This cannot be undone.`,
  annotate: (count) => `${certificates(count)} will be changed.`,
  order: (count) => `${certificates(count)} will be due before the usual time, and the holders prompted.`,
  code: (count) => `${holders(count)} will get a recovery code.`,
};

const unchanged: Numbered = {
  renew: (count) => `${certificates(count)} renewed already, not used yet: the same file is handed out again.`,
  revoke: (count) => `${certificates(count)} revoked already.`,
  annotate: (count) => `${certificates(count)} with these notes already.`,
  order: (count) => `${certificates(count)} ordered already.`,
  code: (count) => `${certificates(count)} more of the same holders, each of whom gets one code.`,
};

const overwritten: Numbered = {
  renew: (count) => `${certificates(count)} will be overwritten.`,
  revoke: (count) => `${certificates(count)} will be overwritten.`,
  annotate: (count) => `On ${certificates(count)}, something else is noted, which will be replaced.`,
  order: (count) => `For ${certificates(count)}, an order is in force, which this one replaces.`,
  code: (count) => `The unused codes of ${holders(count)} will become invalid.`,
};

/** Of an order that ends in the past. */
const cancelled = (count: number): string => `${certificates(count)} will be due at the usual time, whatever was ordered before.`;
const inForce = (count: number): string => `For ${certificates(count)}, an order is in force, which this cancels.`;

/** What an act would do, by number. */
export function forecastInWords(act: ForetoldAct, forecast: JobForecast, now: Date): string[] {
  const { total, done, along, refused } = forecast;
  const { kind } = act;
  const cancels = act.kind === "order" && act.endsAt !== null && new Date(act.endsAt) <= now;
  const sentences = (count: number, sentence: (of: number) => string): string[] => (count === 0 ? [] : [sentence(count)]);
  return [
    `${certificates(total)} selected.`,
    ...sentences(done, cancels ? cancelled : will[kind]),
    ...sentences(along, (count) => `${certificates(count)} that belong to them by renewal will be revoked, too.`),
    ...sentences(forecast.overwritten, cancels ? inForce : overwritten[kind]),
    ...sentences(forecast.unchanged, unchanged[kind]),
    ...refused.map(({ code, detail, count }) => `${certificates(count)} cannot: ${detail} (${code})`),
  ];
}
