! text budget
! text drain
! text impossible
! answer impossible/delete 2
! text finish
! wait 3
