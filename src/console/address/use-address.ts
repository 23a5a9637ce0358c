import { useEffect, useState } from "preact/hooks";
import { readAddress, writeAddress, type SiteAddress } from "./site-address.ts";

/** What the site shows: follows the browser's address bar, and its buttons back and forward. */
export function useAddress(): SiteAddress {
  const [address, setAddress] = useState(() => readAddress(location.hash));
  useEffect(() => {
    const follow = (): void => setAddress(readAddress(location.hash));
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return address;
}

/** Goes to an address, as a link would. */
export function goTo(address: SiteAddress): void {
  location.hash = writeAddress(address);
}

/** Puts an address in the place of the present one, which is then not in the browser's history. */
export function replaceAddress(address: SiteAddress): void {
  location.replace(writeAddress(address));
}
