import { consolePaths } from "../../protocol/console/paths.ts";
import { SavedView, ViewList, type ViewOrder } from "../../protocol/console/views.ts";
import type { Service } from "../ask.ts";
import { call, callFor, fillPath } from "./call.ts";

/** The views that one has saved. @throws as `call` does */
export async function askViews(service: Service): Promise<readonly SavedView[]> {
  return (await callFor(service, ViewList, consolePaths.views)).views;
}

/** Saves a view, in place of the one with this identifier. @throws AdministrationError `view-exists`, and as `call` does */
export async function saveView(service: Service, view: ViewOrder, replaced?: string): Promise<SavedView> {
  if (replaced === undefined) return await callFor(service, SavedView, consolePaths.views, { method: "POST", body: view });
  return await callFor(service, SavedView, fillPath(consolePaths.view, { view: replaced }), { method: "PUT", body: view });
}

/** Removes a view. @throws as `call` does */
export async function removeView(service: Service, view: string): Promise<void> {
  await call(service, fillPath(consolePaths.view, { view }), { method: "DELETE" });
}
