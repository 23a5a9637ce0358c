
const password = document.querySelector<HTMLInputElement>("#password");
const reveal = document.querySelector<HTMLButtonElement>("#reveal");
if (password !== null && reveal !== null) offerToShow(password, reveal);

/** The button appears with the script that serves it: without scripts the form is a plain one. */
function offerToShow(input: HTMLInputElement, button: HTMLButtonElement): void {
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    button.textContent = (shown ? button.dataset["hide"] : button.dataset["show"]) ?? "";
  });
  // A browser that saves passwords, and the back button, must never see it as plain text.
  input.form?.addEventListener("submit", () => {
    input.type = "password";
  });
}
