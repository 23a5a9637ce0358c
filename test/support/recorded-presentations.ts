import { findPresentations } from "../../src/server/store/certificates/presentations.ts";
import type { PresentationRow } from "../../src/server/store/database/schema.ts";
import { eventually } from "../e2e/eventually.ts";
import { numberOf } from "./records.ts";
import type { Holder, ThrowawayService } from "./throwaway-service.ts";

/**
 * Waits until as many presentations of a certificate are recorded, and returns them: the service gathers them and answers
 * before.
 */
export async function recordedPresentations(
  { service: { store } }: ThrowawayService,
  { serial }: Pick<Holder, "serial">,
  count: number,
): Promise<PresentationRow[]> {
  const certificate = await numberOf(store, serial);
  return await eventually(`${count} presentations of ${serial}`, async () => {
    const recorded = await findPresentations(store, [certificate]);
    return recorded.length === count ? recorded : undefined;
  });
}
