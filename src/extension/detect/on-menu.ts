import { isMenu } from "../sites/sites.ts";

/**
 * Calls back when the document is the master menu at `menuPath`, and each time that it becomes it without a load, from
 * another path (single-page apps).
 */
export function onMenu(menuPath: string, arrived: () => void): void {
  let there = false;
  const look = (): void => {
    const before = there;
    there = isMenu({ menuPath }, location.href);
    if (there && !before) arrived();
  };
  look();
  navigation.addEventListener("currententrychange", look);
}
