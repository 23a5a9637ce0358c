import { watchRenewal } from "../../inpage/watch-renewal.ts";

watchRenewal();

const status = document.querySelector<HTMLElement>("#status");
for (const item of document.querySelectorAll<HTMLButtonElement>(".item")) {
  item.addEventListener("click", () => {
    if (status !== null) status.textContent = `${item.innerText.trim()}: ${status.dataset["absent"] ?? ""}`;
  });
}
