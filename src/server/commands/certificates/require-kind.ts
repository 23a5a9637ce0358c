import { otherKind } from "../../settings/kinds.ts";
import type { Settings } from "../../settings/settings.ts";
import { OperatorError } from "../../system/operator-error.ts";

/** @throws OperatorError `kind-unknown` */
export function requireKind({ kinds }: Settings, kind: string): void {
  const names = [...kinds.map(({ name }) => name), otherKind];
  if (names.includes(kind)) return;
  throw new OperatorError(
    "kind-unknown",
    `The settings have no kind of certificate "${kind}". Name one of these: ${names.join(", ")}.`,
  );
}
