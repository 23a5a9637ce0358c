/** Whether the service serves this page as the system operators' site. */
export function isOperatorsSite(): boolean {
  return document.documentElement.dataset["site"] === "operator";
}
