/**
 * Reads the address of a development server. Its path, if it has one, is the page that opens.
 *
 * @throws Error if it is not an http or https URL
 */
export function readAppAddress(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "")
    throw new Error("--app takes the URL of a development server, such as http://localhost:5173.");
  return url;
}
