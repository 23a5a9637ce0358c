/** The keys of the list: `/` to the search field, arrows from there to the rows and between them; Enter is the link's own. */
export function moveInRows(event: KeyboardEvent, screen: HTMLElement): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const { activeElement: focused } = document;
  const search = screen.querySelector<HTMLInputElement>("input[type=search]");
  const typing =
    focused instanceof HTMLElement && focused !== search && focused.matches("input:not([type=checkbox]), select, textarea");
  if (typing) return;
  if (event.key === "/" && focused !== search) {
    event.preventDefault();
    search?.focus();
    search?.select();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const rows = Array.from(screen.querySelectorAll<HTMLElement>("[data-row]"));
  const row = focused?.closest("[role=row]")?.querySelector("[data-row]");
  const at = rows.findIndex((each) => each === row);
  // From the search field down to the first row, and from there back up.
  if (at === -1 && focused !== search) return;
  event.preventDefault();
  if (at === 0 && step === -1) search?.focus();
  else rows[Math.min(at + step, rows.length - 1)]?.focus();
}
