import { isMenu } from "../sites/sites.ts";

/** Calls back when the document is the master menu at `menuPath`, or becomes it without a load (single-page apps). */
export function onMenu(menuPath: string, arrived: () => void): void {
  const look = (): void => {
    if (isMenu({ menuPath }, location.href)) arrived();
  };
  look();
  navigation.addEventListener("currententrychange", look);
}
