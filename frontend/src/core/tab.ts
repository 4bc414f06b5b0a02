import { randomId } from './device'

interface Word {
  tab: string
  say: 'here?' | 'mine' | 'taken'
}

interface Channel {
  send(word: Word): void
  close(): void
}

/** BroadcastChannel, or, on iOS before 15.4, the storage event that other tabs get. */
function openChannel(name: string, heard: (word: Word) => void): Channel {
  if (typeof BroadcastChannel !== 'undefined') {
    const channel = new BroadcastChannel(name)
    channel.onmessage = (event: MessageEvent<Word>) => heard(event.data)
    return { send: (word) => channel.postMessage(word), close: () => channel.close() }
  }
  const onStorage = (event: StorageEvent): void => {
    if (event.key === name && event.newValue) heard(JSON.parse(event.newValue) as Word)
  }
  addEventListener('storage', onStorage)
  return {
    send(word) {
      localStorage.setItem(name, JSON.stringify(word))
      localStorage.removeItem(name)
    },
    close: () => removeEventListener('storage', onStorage),
  }
}

const ANSWER_MS = 250

/**
 * One tab at a time writes to an attempt: two tabs of one browser share device and lease, so the server cannot tell
 * them apart, and their numbers would collide.
 */
export class TabLock {
  held = false
  private readonly tab = randomId(8)
  private readonly channel: Channel
  private other = false

  constructor(
    attempt: number,
    private readonly lost: () => void,
  ) {
    this.channel = openChannel(`exam-tab-${attempt}`, (word) => this.heard(word))
  }

  /** False when another tab has it. */
  async acquire(): Promise<boolean> {
    this.other = false
    this.channel.send({ tab: this.tab, say: 'here?' })
    await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
    this.held = !this.other
    return this.held
  }

  /** The other tab stops writing. */
  take(): void {
    this.channel.send({ tab: this.tab, say: 'taken' })
    this.held = true
  }

  release(): void {
    this.held = false
    this.channel.close()
  }

  private heard(word: Word): void {
    if (word.tab === this.tab) return
    if (word.say === 'here?' && this.held) this.channel.send({ tab: this.tab, say: 'mine' })
    if (word.say === 'mine') this.other = true
    if (word.say === 'taken' && this.held) {
      this.held = false
      this.lost()
    }
  }
}
