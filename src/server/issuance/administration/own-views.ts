import { randomUUID } from "node:crypto";
import { mostViews, type SavedView, type ViewOrder } from "../../../protocol/console/views.ts";
import { listViews, removeView, writeView } from "../../store/accounts/saved-views.ts";
import { transact } from "../../store/transact.ts";
import { Refusal } from "../refusal.ts";
import type { Service } from "../service.ts";
import type { Administrator } from "./administrator.ts";

/** The views that somebody has saved, by their names. */
export async function viewsOf({ store }: Pick<Service, "store">, { tenant, user }: Administrator): Promise<SavedView[]> {
  const rows = await listViews(store, { tenant, name: user });
  return rows.map(({ id, name, parameters }) => ({ id, name, parameters }));
}

/**
 * Saves a view under a name; the audit trail does not record what somebody only looks at.
 *
 * @param replaced the identifier of the view that is changed; undefined for one more
 * @throws Refusal `not-found` if there is none to be changed; `view-exists`, `views-exceeded`
 */
export async function saveView(
  { store }: Pick<Service, "store">,
  by: Administrator,
  { name, parameters }: ViewOrder,
  replaced?: string,
): Promise<SavedView> {
  const account = { tenant: by.tenant, name: by.user };
  return await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    const views = await listViews(transaction, account);
    if (replaced !== undefined && views.every(({ id }) => id !== replaced)) throw new Refusal("not-found");
    if (views.some((view) => view.name === name && view.id !== replaced)) throw new Refusal("view-exists");
    if (replaced === undefined && views.length >= mostViews) throw new Refusal("views-exceeded");
    const view = { id: replaced ?? randomUUID(), name, parameters };
    await writeView(transaction, { ...view, tenant: by.tenant, account: by.user });
    return view;
  });
}

/** Removes a view. @throws Refusal `not-found` */
export async function forgetView({ store }: Pick<Service, "store">, by: Administrator, id: string): Promise<void> {
  await transact(store, async (transaction) => {
    await by.requireStill(transaction);
    if (!(await removeView(transaction, { tenant: by.tenant, name: by.user }, id))) throw new Refusal("not-found");
  });
}
