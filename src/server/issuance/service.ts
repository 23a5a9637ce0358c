import type { Authority } from "../authority/authority.ts";
import type { Settings } from "../settings/settings.ts";
import type { Store } from "../store/database/schema.ts";
import type { RsaKeyPool } from "../vault/rsa-key-pool.ts";
import type { Vault } from "../vault/vault.ts";
import type { FileCache } from "./file-cache.ts";
import type { Turns } from "./turns.ts";

/** An opened service: what every operation on certificates works with. */
export interface Service {
  readonly settings: Settings;
  readonly authority: Authority;
  readonly store: Store;
  readonly vault: Vault;
  /** Where the key is that webhooks' keys are derived from. */
  readonly webhookKeyFile: string;
  /** The folder of what this service has told the world last. */
  readonly published: string;
  readonly rsaKeys: RsaKeyPool;
  readonly files: FileCache;
  /** Whose turn it is to have a key made here, by the serial of the certificate that asks. */
  readonly keyMaking: Turns;
}
