! text budget
! text drain
! wait 10
! answer back/predict 2
! text back
