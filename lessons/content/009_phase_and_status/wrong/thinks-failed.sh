# check: compare/phase wrong-answer
! text compare
! answer compare/phase 1
