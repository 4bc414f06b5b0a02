const KEY = 'exam-device'

let inMemory = ''

/** Random hex digits without crypto.randomUUID, which plain http does not have. */
export function randomId(bytes = 16): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    (byte + 0x100).toString(16).slice(1),
  ).join('')
}

/** The random name of this browser: kept as long as its storage is, says nothing about its owner. */
export function deviceId(): string {
  try {
    const kept = localStorage.getItem(KEY)
    if (kept) return kept
    inMemory = inMemory || randomId()
    localStorage.setItem(KEY, inMemory)
  } catch {
    // Storage may be forbidden (private mode): the name then lives as long as the page.
    inMemory = inMemory || randomId()
  }
  return inMemory
}
