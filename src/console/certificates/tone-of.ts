import type { certificateStates } from "../../protocol/console/certificates.ts";
import type { Tone } from "../parts/state-badge.tsx";

const tones = {
  "applied-for": "waiting",
  "in-use": "good",
  renewed: "over",
  revoked: "bad",
  expired: "bad",
} as const satisfies Record<(typeof certificateStates)[number], Tone>;

/** How good or bad a certificate's state is. */
export function toneOf(state: (typeof certificateStates)[number]): Tone {
  return tones[state];
}
