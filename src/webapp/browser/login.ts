const password = document.querySelector<HTMLInputElement>("#password");
const reveal = document.querySelector<HTMLButtonElement>("#reveal");
if (password !== null && reveal !== null) offerToShow(password, reveal);

/** Shows the button, which does nothing without this script. */
function offerToShow(input: HTMLInputElement, button: HTMLButtonElement): void {
  const show = (shown: boolean): void => {
    input.type = shown ? "text" : "password";
    button.ariaPressed = String(shown);
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    show(input.type === "password");
  });
  // Neither the browser's password manager nor the back button must find it in plain text.
  input.form?.addEventListener("submit", () => {
    show(false);
  });
}
