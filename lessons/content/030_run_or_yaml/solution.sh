! text run
! answer write/predict 2
! text write
! text change
