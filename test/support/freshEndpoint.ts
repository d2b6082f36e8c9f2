let count = 0;

/**
 * A URL as no client was given it before: clients, with their credentials and the pace that they found, live as long as
 * the process, while ports come again.
 */
export function freshEndpoint(url: string): string {
  count += 1;
  return `${url}/#${count}`;
}
