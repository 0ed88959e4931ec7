# check: stuck/alive wrong-answer
! answer stuck/alive 1
