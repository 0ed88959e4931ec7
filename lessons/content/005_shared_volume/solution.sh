! text serve
! answer restart/where 2
! text restart
! text end
! wait 2
