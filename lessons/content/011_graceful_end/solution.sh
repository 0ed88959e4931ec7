! answer deaf/predict 3
! text deaf
! text hook
