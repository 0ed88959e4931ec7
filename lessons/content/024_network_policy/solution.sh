! text open
! answer close/predict 2
! text close
! text friends
! answer friends/label 2
! wait 2
