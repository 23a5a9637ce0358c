import type { RulesForecast } from "../../../protocol/console/tenant-rules.ts";
import { counted } from "../../system/counted.ts";

const sentences = {
  dueAtOnce: "would be due at once.",
  dueLater: "would be due later than at present.",
  retiredAtOnce: "would be refused at once, because their replacements have been in use for long enough. This cannot be undone.",
  retiredOtherwise: "would stay valid for another time than at present, after their replacements' first use.",
  keysDestroyedAtOnce: "would lose their key, file and password at once. This cannot be undone.",
  renewedOnDevice: "with a key that the service made would be renewed on a device only.",
  orderedInHours: "would be renewed in the ordered hours of other clocks.",
} satisfies Readonly<Record<keyof RulesForecast, string>>;

const effects = [
  ...(["dueAtOnce", "dueLater", "retiredAtOnce", "retiredOtherwise"] as const),
  ...(["keysDestroyedAtOnce", "renewedOnDevice", "orderedInHours"] as const),
];

/** What other rules would do to a tenant's certificates, by number. */
export function rulesForecastInWords(forecast: RulesForecast): string[] {
  const told = effects.flatMap((name) =>
    forecast[name] === 0 ? [] : [`${counted(forecast[name], "certificate")} ${sentences[name]}`],
  );
  return [...(told.length === 0 ? ["No certificate would be affected at once."] : told), "Nothing was changed."];
}
