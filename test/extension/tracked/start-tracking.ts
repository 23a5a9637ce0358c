import { builtExtension } from "../built-extension.ts";
import { grantFromTheStart } from "../granted-hosts.ts";
import { startSite, type Site } from "../site.ts";
import { startStatuslessSite, type StatuslessSite } from "./statusless-site.ts";

/** Starts a site of the field with the certificate of `client28`, and prepares the extension that may access it. */
export async function startTracking(
  owned: AsyncDisposableStack,
): Promise<{ readonly extension: string; readonly site: Site; readonly clinic: StatuslessSite }> {
  const extension = await builtExtension(owned);
  await grantFromTheStart(extension, ["https://localhost/*"]);
  const site = owned.use(await startSite());
  return { extension, site, clinic: owned.use(await startStatuslessSite(site, "client28")) };
}
