import type { Authority } from "../authority/authority.ts";
import type { Settings } from "../settings.ts";
import type { Store } from "../store/schema.ts";

/** An opened service: what every operation on certificates works with. */
export interface Service {
  readonly settings: Settings;
  readonly authority: Authority;
  readonly store: Store;
}
