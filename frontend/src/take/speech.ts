import { ref } from 'vue'

const VOICES_MS = 1_000

/** Whether this browser can read Chinese aloud: the API alone says nothing, there must be a voice. */
export const canRead = ref(false)
export const reading = ref(false)

function chineseVoice(): SpeechSynthesisVoice | undefined {
  return speechSynthesis.getVoices().find((voice) => /^zh/i.test(voice.lang))
}

export function findVoice(): void {
  if (typeof speechSynthesis === 'undefined' || typeof SpeechSynthesisUtterance === 'undefined') return
  const look = (): void => {
    canRead.value = !!chineseVoice()
  }
  look()
  speechSynthesis.addEventListener?.('voiceschanged', look)
  setTimeout(look, VOICES_MS)
}

/** In short utterances: long ones are cut off on Android. */
export function readAloud(sentences: string[]): void {
  stopReading()
  const voice = chineseVoice()
  if (!voice) return
  reading.value = true
  sentences.forEach((sentence, index) => {
    const utterance = new SpeechSynthesisUtterance(sentence)
    // Without a language Android plays nothing.
    utterance.lang = 'zh-CN'
    utterance.voice = voice
    if (index === sentences.length - 1) utterance.onend = () => (reading.value = false)
    speechSynthesis.speak(utterance)
  })
}

export function stopReading(): void {
  reading.value = false
  if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel()
}
