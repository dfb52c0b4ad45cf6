# Files that somebody sends.
file-picture = picture
file-voice = voice message
file-pdf = PDF
file-mark = [{ $what }]
file-other-kind = I can take in words, pictures, voice messages and PDF files, but not this one. Words are fine at any time.
file-too-large = That file is larger than I can take in: { $most } MB at most. A shorter recording or a smaller picture works, and so do words.
file-gone = I could not get that file. Please send it once more, or put it in words.
file-too-old = A file waited here so long that it is no longer kept. Please send it once more, or put it in words.
file-not-here = At this question I can take words, or one of the choices; I have not kept the file.
file-taken-back = That was taken back meanwhile, and is no longer kept.
