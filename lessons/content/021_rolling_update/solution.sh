! text first
! answer update/predict 3
! text update
! text stuck
! answer stuck/alive 3
! text undo
! wait 5
